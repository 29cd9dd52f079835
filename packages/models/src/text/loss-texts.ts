import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BUNDLED_TEXTS, type LossText } from '@lamina/benchmarks';
import { z } from 'zod';

const FACTS = z.object({ source: z.string(), label: z.string() });
const PASSAGE = z.object({ text: z.string() });

/**
 * The bundled texts on which losses are measured, in alphabetical order.
 * @param folder holds `NAME.json`, the facts of a text, and `NAME.jsonl`, one passage a line
 * @throws ZodError for files of another form
 */
export function readLossTexts(folder: string): readonly LossText[] {
  const names = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return names.sort().map((file) => {
    const text = basename(file, '.json');
    const lines = readFileSync(join(folder, `${text}.jsonl`), 'utf8').split('\n');
    const passages = lines.filter((line) => line !== '').map((line) => PASSAGE.parse(JSON.parse(line)).text);
    return { text, ...FACTS.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))), passages };
  });
}

/** Those of BUNDLED_TEXTS, which judge changes of real models. @throws ZodError as readLossTexts does */
export function readBundledTexts(folder: string): readonly LossText[] {
  return readLossTexts(folder).filter(({ text }) => BUNDLED_TEXTS.some((name) => name === text));
}
