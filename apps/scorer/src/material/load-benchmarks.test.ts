import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { EvaluateModelPayload } from '@lamina/jobs';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { readScorerEnvironment } from '../env.ts';
import { loadBenchmarks } from './load-benchmarks.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

/** A worker's tasks, by its environment. */
function load(names: readonly string[], variables: Readonly<Record<string, string>> = {}, asking: Partial<EvaluateModelPayload> = {}) {
  const { folders } = readScorerEnvironment({ DATABASE_URL: 'postgresql://nobody@localhost/none', ...variables });
  const payload = { benchmarks: [...names], ...asking };
  return loadBenchmarks(payload, { folders, signal: new AbortController().signal, report: () => undefined });
}

describe('the benchmarks of a job', () => {
  const folder = join(temporary.path, 'suite');
  mkdirSync(folder);
  writeFileSync(join(folder, 'rows.jsonl'), '{"input": "Sort. List: pear fig", "target": "fig pear"}\n');
  writeFileSync(
    join(folder, 'sorted.yaml'),
    `task: sorted
dataset_path: json
dataset_kwargs: { data_files: { test: rows.jsonl } }
test_split: test
doc_to_text: "Q: {{input}}\\nA:"
doc_to_target: target
filter_list: [{ name: in-order, filter: [{ function: !function utils.WordSortFilter }] }]
metric_list: [{ metric: exact_match }]
`,
  );

  it('are found in the folder of task files that the worker was given, beside the bundled ones', async () => {
    const [sorted, facts] = await load(['sorted', 'country-facts'], { LAMINA_TASK_DIR: folder });
    expect(sorted).toMatchObject({
      name: 'sorted',
      documents: [{ context: 'Q: Sort. List: pear fig\nA:', references: ['fig pear'], options: ['pear', 'fig'] }],
    });
    expect(facts).toMatchObject({ name: 'country-facts', kind: 'multiple-choice' });
  });

  it('keep the number of solved examples that their file fixes, as in the harness', async () => {
    expect(await load(['country-facts'], {}, { shots: 1 })).toMatchObject([{ name: 'country-facts', shots: 0 }]);
  });

  it('are refused by name where no worker of the kind has them', async () => {
    await expect(load(['sorted'])).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('"sorted"') });
  });
});
