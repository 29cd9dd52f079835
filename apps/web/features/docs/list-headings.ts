import GithubSlugger from 'github-slugger';

/** A second-level heading and its anchor on the page. */
export interface Heading {
  readonly id: string;
  readonly title: string;
}

/** The headings of a Markdown text, for its table of contents; `#` lines inside code do not count. */
export function listHeadings(text: string): readonly Heading[] {
  const slugger = new GithubSlugger();
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/^(#{2,6}) (.+)$/gm)].flatMap(([, marks = '', title = '']) => {
    const plain = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
    const id = slugger.slug(plain);
    return marks.length === 2 ? [{ id, title: plain }] : [];
  });
}
