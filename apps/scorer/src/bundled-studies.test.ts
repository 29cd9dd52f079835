import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_TASKS } from '@lamina/benchmarks';
import { loadTaskFolder } from '@lamina/datasets';
import { RECORDED_BENCHMARKS } from '../../../scripts/record/recorded-steps.ts';
import { FETCHED_STUDY } from './bundled-studies.ts';
import { listTaskNames } from './material/list-task-names.ts';

const FOLDER = join(import.meta.dirname, '../../../models/benchmarks');
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
  if (task !== undefined) return KIND_OF[task.kind];
  const { kind } = JSON.parse(readFileSync(join(FOLDER, name, 'task.json'), 'utf8')) as { readonly kind: string };
  return kind === 'multiple-choice' ? 'likelihood' : kind;
}

describe('a study that Lamina makes by itself', () => {
  // Likelihoods hide a collapse of generation, and a divergence (KL) is measured on a text only.
  it.each([
    ['of a bundled model, and of `lamina study` without --tasks', listTaskNames(FOLDER)],
    ['of a fetched model', FETCHED_STUDY.benchmarks],
    ['of a recorded model', RECORDED_BENCHMARKS],
  ])('%s compares likelihoods, generates answers and has a perplexity', (_study, benchmarks) => {
    expect(new Set(benchmarks.map(kindOf))).toEqual(new Set(['likelihood', 'perplexity', 'generation']));
  });
});
