import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { parseHarnessResults } from '@lamina/benchmarks';
import fc from 'fast-check';
import { parseCsv } from '../formats/parse-csv.ts';
import { readCsvRows } from '../formats/read-csv-rows.ts';
import { readJsonValues } from '../formats/read-json-values.ts';
import { MAX_LINE_LENGTH } from '../formats/read-lines.ts';
import { readDigested, readResultsFile, readSamplesFile } from './read-result-files.ts';

/** The bytes of a text in pieces of one size, so that characters and names are cut anywhere. */
async function* cut(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const toArray = <Value>(values: AsyncIterable<Value>): Promise<Value[]> => Readable.from(values).toArray();
const SIZES = fc.integer({ min: 1, max: 40 });

describe('files that arrive in pieces', () => {
  it('hold the same JSON values as JSON.parse finds', async () => {
    const check = async (rows: readonly unknown[], size: number) => {
      const text = JSON.stringify(rows);
      const values = await toArray(readJsonValues(cut(text, size), ['$.*']));
      expect(values).toEqual(JSON.parse(text).map((value: unknown, key: number) => ({ key, value })));
    };
    await fc.assert(fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 }), SIZES, check), { seed: 1, numRuns: 100 });
  });

  it('hold the same CSV rows as the whole text', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '1') }).map((text) => `"${text.replaceAll('"', '""')}"`);
    const check = async (lines: readonly (readonly string[])[], end: string, size: number) => {
      const text = [['x', 'y'], ...lines].map((cells) => cells.join(',')).join(end);
      expect(await toArray(readCsvRows(cut(text, size)))).toEqual(parseCsv(text));
    };
    const lines = fc.array(fc.tuple(cell, cell), { maxLength: 5 });
    await fc.assert(fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n'), SIZES, check), { seed: 1, numRuns: 100 });
  });

  it('hold the same results as the whole text, whatever else is in the file', async () => {
    const file = {
      configs: { facts: { fewshot: [[{ results: { facts: 1 } }]] } },
      results: { facts: { 'acc,none': 0.5, 'acc_stderr,none': 0.1 }, __proto__: { 'acc,none': 1 } },
      'n-shot': { facts: 5 },
      lm_eval_version: '0.4.9',
    };
    const text = JSON.stringify(file);
    const { value, contentSha256 } = await readDigested(cut(text), readResultsFile);
    expect(value).toEqual(parseHarnessResults(text));
    expect(contentSha256).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it.each(['{"results": {"facts": ', '{"results": {}} x', '', '[1, 2', 'nul', '{"results": {"facts": NaN}}'])(
    'are refused when they are no whole JSON: %s',
    async (text) => {
      await expect(readResultsFile(cut(text))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    },
  );

  it('are refused when they are nested too deeply, before memory goes', async () => {
    await expect(readResultsFile(cut('['.repeat(1_000_000), 65_536))).rejects.toThrow('64 levels');
  });

  it('are refused when a line does not end', async () => {
    await expect(readSamplesFile(Readable.from([Buffer.alloc(MAX_LINE_LENGTH + 1, 'x')]))).rejects.toThrow('longer than');
    const open = 'a,b\n"'.padEnd(MAX_LINE_LENGTH + 10, 'x\n');
    await expect(toArray(readCsvRows(cut(open, 65_536)))).rejects.toThrow('longer than');
  });

  it('name the line that is no sample', async () => {
    const good = JSON.stringify({ doc_id: 1, filter: 'none', metrics: ['acc'], acc: 1, text: 'one\u2028line' });
    await expect(readSamplesFile(cut(`${good}\n\n{"doc_id": 2}\n`))).rejects.toThrow('Line 3');
    expect(await readSamplesFile(cut(`${good}\n`))).toMatchObject([{ documentId: '1', values: { acc: 1 } }]);
  });

  it('are refused with blank lines inside a CSV, and may end with them', async () => {
    await expect(toArray(readCsvRows(cut('a,b\n1,2\n\n3,4\n')))).rejects.toThrow('line 3');
    expect(await toArray(readCsvRows(cut('a,b\n1,2\n\n\n')))).toEqual([{ a: '1', b: '2' }]);
  });
});
