import MarkdownIt from 'markdown-it';

/** What is alive in a Markdown text once it is rendered. */
export interface Live {
  /** Targets of links and images. */
  readonly links: string[];
  /** Names of HTML elements, with what stands between `<` and `>` if there is more than the name. */
  readonly tags: string[];
  /** Text that GitHub searches for mentions, references and emoji: all but code. */
  readonly prose: string;
}

const parser = new MarkdownIt({ html: true, linkify: true });
// GitHub links addresses with a scheme or `www.`, not bare words with a dot.
parser.linkify.set({ fuzzyLink: false }).add('//', null);

/** Renders the Markdown as a reader would see it and says what is alive in it. */
export function inspect(markdown: string): Live {
  const links: string[] = [];
  const tags: string[] = [];
  const prose: string[] = [];
  const html = (content: string) => {
    tags.push(...[...content.matchAll(/<\/?([^>]*)>/g)].map(([, tag = '']) => tag));
    prose.push(decode(content.replace(/<code>.*?<\/code>/g, '').replace(/<[^>]*>/g, '\n')));
  };
  for (const token of parser.parse(markdown, {})) {
    if (token.type === 'html_block') html(token.content);
    let isCode = false;
    for (const child of token.children ?? []) {
      if (child.type === 'html_inline') {
        html(child.content);
        if (/^<\/?code>$/.test(child.content)) isCode = !child.content.startsWith('</');
      } else if (child.type === 'link_open') links.push(String(child.attrGet('href')));
      else if (child.type === 'image') links.push(String(child.attrGet('src')));
      else if (child.type !== 'code_inline' && !isCode) prose.push(child.content);
    }
  }
  return { links, tags: [...new Set(tags)].sort(), prose: prose.join('\n') };
}

/** How many cells the tables of a Markdown text have, head included. */
export function cellCount(markdown: string): number {
  return parser.parse(markdown, {}).filter(({ type }) => type === 'th_open' || type === 'td_open').length;
}

/** The elements that our own Markdown is made of. */
export const ourTags = ['b', 'br', 'code', 'details', 'details open', 'span', 'sub', 'summary'];

function decode(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

/** What GitHub would make something of in prose. */
export const liveProse = /(?<!\w)@\w|(?<![\w&])#\d|\bGH-\d|:[\w+-]+:|https?:\/\/|\bwww\.|\$[^\s$][^$\n]*\$/;
