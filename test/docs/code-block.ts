import { readFileSync } from 'node:fs';

/** Languages of a page that are more than an illustration. */
const RUN_LANGUAGES = ['sh', 'python', 'graphql'] as const;

/** One fenced block of a page that a reader may run. */
export interface CodeBlock {
  readonly language: (typeof RUN_LANGUAGES)[number];
  /** `parse`: it needs what not every machine has (a GPU, docker, a second machine), so only its syntax is checked. */
  readonly isParsedOnly: boolean;
  readonly text: string;
  /** 1-based line of its first fence. */
  readonly line: number;
}

const FENCED = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;

/** Lists the blocks of a Markdown page that can be run, in order. Blocks of other languages (`text`, `json`, `yaml`) are output or files. */
export function readCodeBlocks(page: string): readonly CodeBlock[] {
  const source = readFileSync(page, 'utf8');
  return [...source.matchAll(FENCED)].flatMap(([, name, flags = '', text = ''], index, all) => {
    const language = RUN_LANGUAGES.find((candidate) => candidate === name);
    if (language === undefined) return [];
    const line = source.slice(0, all[index]?.index).split('\n').length;
    return [{ language, isParsedOnly: flags.trim() === 'parse', text, line }];
  });
}
