import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readLossTexts } from './loss-texts.ts';

const FOLDER = join(import.meta.dirname, '../../../../models/texts');

describe('the bundled texts on which losses are measured', () => {
  const texts = readLossTexts(FOLDER);

  it('are of four sources for any model, and of the invented world', () => {
    expect(texts.map(({ source }) => source)).toEqual(['austen', 'django', 'invented-world', 'sqlite', 'wikipedia']);
  });

  it.each(texts.map(({ text }) => text))('%s is as its facts say', (text) => {
    const facts = JSON.parse(readFileSync(join(FOLDER, `${text}.json`), 'utf8')) as { readonly sha256: string; readonly passages: number };
    const rows = readFileSync(join(FOLDER, `${text}.jsonl`));
    expect(createHash('sha256').update(rows).digest('hex')).toBe(facts.sha256);
    expect(texts.find((one) => one.text === text)?.passages.length).toBe(facts.passages);
  });

  it('are consecutive text: most passages have more than 2,048 tokens of about 5 characters', () => {
    for (const { source, passages } of texts.filter((text) => text.source !== 'invented-world')) {
      const long = passages.filter(({ length }) => length > 5 * 2048);
      expect([source, long.length > passages.length / 2]).toEqual([source, true]);
    }
  });

  it('do not repeat a text that chooses or repairs', () => {
    const squeeze = (text: string): string => text.replace(/\s+/g, ' ');
    for (const [text, calibration] of [
      ['austen', 'austen'],
      ['wikipedia', 'wikipedia-passages'],
      ['invented-world', 'invented-world'],
    ]) {
      const read = squeeze(readFileSync(join(FOLDER, `../calibration/${calibration}.txt`), 'utf8'));
      const passages = texts.find((one) => one.text === text)?.passages ?? [];
      const paragraphs = passages.flatMap((passage) => passage.split('\n')).filter(({ length }) => length > 100);
      expect(paragraphs.filter((paragraph) => read.includes(squeeze(paragraph)))).toEqual([]);
    }
  });
});
