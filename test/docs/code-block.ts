import { readFileSync } from 'node:fs';

/** Languages of blocks that can be run or parsed. */
const RUN_LANGUAGES = ['sh', 'python', 'graphql'] as const;

/** One fenced block of a page that a reader may run. */
export interface CodeBlock {
  readonly language: (typeof RUN_LANGUAGES)[number];
  /** `parse`: the block needs hardware or software that not every machine has (a GPU, docker, a second machine), so only its syntax is checked. */
  readonly isParsedOnly: boolean;
  readonly text: string;
  /** 1-based line number of its opening fence. */
  readonly line: number;
}

const FENCED = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;

/** Lists the blocks of a Markdown page that can be run, in order. Blocks in other languages (`text`, `json`, `yaml`) are output or files. */
export function readCodeBlocks(page: string): readonly CodeBlock[] {
  const source = readFileSync(page, 'utf8');
  return [...source.matchAll(FENCED)].flatMap(([, name, flags = '', text = ''], index, all) => {
    const language = RUN_LANGUAGES.find((candidate) => candidate === name);
    if (language === undefined) return [];
    const line = source.slice(0, all[index]?.index).split('\n').length;
    return [{ language, isParsedOnly: flags.trim() === 'parse', text, line }];
  });
}
