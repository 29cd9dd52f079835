import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { renderTask, selectTasks, type TaskDefinition } from '@lamina/benchmarks';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { loadTaskFolder, loadTaskRows } from './index.ts';
import { readRows } from './read-rows.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-rows-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('readRows', () => {
  it('reads JSON Lines and lists of objects, and fills columns that only some rows have', async () => {
    const lines = write('rows.jsonl', '{"q":"é","n":1}\n\n{"q":"b","extra":[1]}\r\n');
    expect(await readRows([lines])).toEqual([
      { q: 'é', n: 1, extra: null },
      { q: 'b', n: null, extra: [1] },
    ]);
    const list = write('rows.json', '[{"q":"c"}, {"q":"d"}]');
    expect(await readRows([list, list])).toHaveLength(4);
  });

  it('reads CSV with quotes, line breaks and columns of numbers, booleans and gaps', async () => {
    const path = write('rows.csv', '\ufeffq,answer,n,flag\r\n"a, ""b""\nc",B,1.5,True\r\nplain,,,false\r\n');
    expect(await readRows([path])).toEqual([
      { q: 'a, "b"\nc', answer: 'B', n: 1.5, flag: true },
      { q: 'plain', answer: null, n: null, flag: false },
    ]);
  });

  it('reads Parquet with 64-bit integers, booleans and columns of JSON', async () => {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: 'question', data: ['Why?', 'né'], type: 'STRING' },
        { name: 'label', data: [1n, 2n], type: 'INT64' },
        {
          name: 'choices',
          data: [
            { text: ['a', 'b'], label: ['A', 'B'] },
            { text: [], label: [] },
          ],
          type: 'JSON',
        },
        { name: 'flag', data: [true, false], type: 'BOOLEAN' },
      ],
    });
    expect(await readRows([write('rows.parquet', new Uint8Array(buffer))])).toEqual([
      { question: 'Why?', label: 1, choices: { text: ['a', 'b'], label: ['A', 'B'] }, flag: true },
      { question: 'né', label: 2, choices: { text: [], label: [] }, flag: false },
    ]);
  });

  it.each([
    ['bad.jsonl', '{"a":1}\n{', 'BAD_USER_INPUT', 'line 2 is not valid JSON'],
    ['list.jsonl', '5\n', 'BAD_USER_INPUT', 'line 1 is not an object'],
    ['bad.csv', 'a,b\n"x', 'BAD_USER_INPUT', 'is not closed'],
    ['long.csv', 'a\n1,2\n', 'BAD_USER_INPUT', 'record 1 has 2 fields but the header has 1'],
    ['bad.parquet', 'PAR?', 'FILE_UNREADABLE', 'cannot be read as Parquet'],
    ['rows.txt', 'x', 'BAD_USER_INPUT', 'none of the endings'],
  ])('refuses %s', async (name, content, code, words) => {
    await expect(readRows([write(name, content)])).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('refuses a file that is not there', async () => {
    await expect(readRows([join(folder, 'none.json')])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('loadTaskRows', () => {
  const task = (source: TaskDefinition['source']): TaskDefinition => ({
    name: 't',
    version: '1.0',
    category: 'words',
    description: 'For tests',
    source,
    split: 'test',
    kind: 'text',
    toItem: (row) => ({ kind: 'text', text: String(row.text) }),
    targetDelimiter: ' ',
    shotDelimiter: '\n\n',
    shots: { count: null, sampler: 'default', split: 'train', dropsOwnRow: false },
    metrics: [],
  });

  it('reads the pool only when examples are shown, and looks for files in one folder after the other', async () => {
    write('test.jsonl', '{"text":"a"}\n');
    write('train.jsonl', '{"text":"b"}\n');
    const definition = task({ kind: 'files', format: 'json', files: { test: ['test.jsonl'], train: ['train.jsonl'] } });
    const places = { folders: [join(folder, 'nowhere'), folder] };
    expect(await loadTaskRows(definition, 0, places)).toEqual({ rows: [{ text: 'a' }] });
    expect(await loadTaskRows(definition, 1, places)).toEqual({ rows: [{ text: 'a' }], pool: [{ text: 'b' }] });
  });

  it('asks for the splits of a hub data set', async () => {
    const path = write('hub.jsonl', '{"text":"h"}\n');
    const definition = task({ kind: 'hub', repository: 'owner/name', configuration: 'main', revision: null });
    const asked: string[] = [];
    const loadHubSplit = async ({ repository }: { repository: string }, split: string) => {
      asked.push(`${repository} ${split}`);
      return [path];
    };
    expect(await loadTaskRows(definition, 1, { folders: [], loadHubSplit })).toEqual({ rows: [{ text: 'h' }], pool: [{ text: 'h' }] });
    expect(asked).toEqual(['owner/name test', 'owner/name train']);
  });

  it('refuses a missing file, a split without files, and the hub where nothing may be downloaded', async () => {
    const files = task({ kind: 'files', format: 'json', files: { train: ['absent.jsonl'] } });
    await expect(loadTaskRows(files, 0, { folders: [folder] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const absent = task({ kind: 'files', format: 'json', files: { test: ['absent.jsonl'] } });
    await expect(loadTaskRows(absent, 0, { folders: [folder] })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    const hub = task({ kind: 'hub', repository: 'owner/name', configuration: null, revision: null });
    await expect(loadTaskRows(hub, 0, { folders: [folder] })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('loadTaskFolder', () => {
  it('finds task files and their includes, and renders a task from its data', async () => {
    write('_base_yaml', 'dataset_path: json\ntest_split: test\noutput_type: loglikelihood\n');
    write('t.yaml', 'task: t\ninclude: _base_yaml\ndataset_kwargs: { data_files: { test: t.jsonl } }\ndoc_to_text: q\ndoc_to_target: a\n');
    write('t.jsonl', '{"q":"one","a":" two"}\n');
    const [definition] = selectTasks(['t'], [loadTaskFolder(folder)]).tasks;
    const rows = definition && (await loadTaskRows(definition, 0, { folders: [folder] }));
    expect(definition && rows && renderTask(definition, rows).documents).toEqual([{ id: '0', context: 'one', continuation: ' two' }]);
  });

  it('refuses a folder that is not there', () => {
    expect(() => loadTaskFolder(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
  });
});
