/** The version of this program, equal to `package.json` (a test keeps them so). */
export const version = '0.1.0';
