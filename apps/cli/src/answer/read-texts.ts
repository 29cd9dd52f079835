import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnswerText, splitDocuments } from '@lamina/engine';
import { z } from 'zod';
import { BENCHMARK_FOLDER, CALIBRATION_FOLDER } from '../env.ts';

/** Texts that choose, by slug; a model that knows several reads the first. */
const CHOOSING = ['austen', 'wikipedia-passages', 'invented-world'];
/** Texts that judge, with their source, as their task files say. */
const JUDGING = { austen_text: 'austen', wikipedia_text: 'wikipedia', technical_text: 'commander' };
const WORLD = 'world-text';

const FACTS = z.object({ source: z.string() });
const ROW = z.object({ text: z.string() });

/** The bundled texts that choose what is removed. */
export function readChoosingTexts(): readonly AnswerText[] {
  return CHOOSING.map((slug) => ({
    text: slug,
    source: FACTS.parse(JSON.parse(readFileSync(join(CALIBRATION_FOLDER, `${slug}.json`), 'utf8'))).source,
    documents: splitDocuments(readFileSync(join(CALIBRATION_FOLDER, `${slug}.txt`), 'utf8')),
  }));
}

/** The bundled texts that judge what a model loses. */
export function readJudgingTexts(): readonly AnswerText[] {
  const texts = Object.entries(JUDGING).map(([text, source]) => ({ text, source, documents: readRows(join(text, `${text}.jsonl`)) }));
  return [...texts, { text: WORLD, source: 'invented-world', documents: readRows(join(WORLD, 'test.jsonl')) }];
}

function readRows(path: string): readonly string[] {
  const lines = readFileSync(join(BENCHMARK_FOLDER, path), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => ROW.parse(JSON.parse(line)).text);
}
