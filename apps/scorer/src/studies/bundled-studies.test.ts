import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_TASKS } from '@lamina/benchmarks';
import { listBundledTasks, loadTaskFolder } from '@lamina/datasets';
import { RECORDED_BENCHMARKS } from '../../../../scripts/record/recorded-steps.ts';
import {
  BEYOND_BLOCKS_FORMS_STUDY,
  BEYOND_BLOCKS_STUDY,
  BUNDLED_STUDY,
  FETCHED_STUDIES,
  FORMS_STUDY,
  FURTHER_STUDY,
} from './bundled-studies.ts';

const FOLDER = join(import.meta.dirname, '../../../../models/benchmarks');
const files = loadTaskFolder(FOLDER);

/** Kinds of items by what is measured on them. */
const KIND_OF = {
  choices: 'likelihood',
  inputs: 'likelihood',
  continuation: 'likelihood',
  text: 'perplexity',
  generation: 'generation',
} as const;

function kindOf(name: string): string {
  const task = files.findTask(name) ?? BUILT_IN_TASKS.findTask(name);
  if (task === undefined) throw new Error(name);
  return KIND_OF[task.kind];
}

describe('a study that Lamina makes by itself', () => {
  // Likelihoods hide a collapse of generation. Losses on texts are measured besides.
  it.each([
    ['of a bundled model, and of `lamina study` without --tasks', listBundledTasks(FOLDER)],
    ...FETCHED_STUDIES.map(({ benchmarks = [] }, place) => [`of a fetched model, number ${place + 1}`, benchmarks] as const),
    ['of a recorded model', RECORDED_BENCHMARKS],
  ])('%s compares likelihoods and generates answers', (_study, benchmarks) => {
    expect(benchmarks.map(kindOf)).toEqual(expect.arrayContaining(['likelihood', 'generation']));
  });

  it.each([
    ['a bundled', [BUNDLED_STUDY, BEYOND_BLOCKS_STUDY, FURTHER_STUDY, FORMS_STUDY, BEYOND_BLOCKS_FORMS_STUDY]],
    ['a fetched', FETCHED_STUDIES],
  ])('has of %s model the forms in fewer bits on the documents of every comparison, and speeds of attentions', (_model, studies) => {
    const withForms = studies.filter(({ precisions = [] }) => precisions.includes('int8') && precisions.includes('int4'));
    const documentsOf = (own: typeof studies) => [...new Set(own.map(({ limit = 'all' }) => limit))].sort();
    expect(documentsOf(withForms)).toEqual(documentsOf(studies));
    expect(studies.some(({ units = [], efficiency }) => efficiency === true && units.some((set) => set.includes('attention')))).toBe(true);
  });

  it('compares removed attentions with the last ones and with random ones', () => {
    for (const { units = [], strategies = [] } of [BEYOND_BLOCKS_STUDY, ...FETCHED_STUDIES])
      if (units.some((set) => set.includes('attention'))) expect(strategies).toEqual(expect.arrayContaining(['reverse', 'random-inner']));
  });
});
