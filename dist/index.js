require('./main.js').runAction();
