import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { formatPlan, PLAN_FORMATS } from './format-plan.ts';
import { listRuns } from './list-runs.ts';
import { parsePrunePlan } from './parse-prune-plan.ts';
import type { PrunePlan } from './prune-plan.ts';

const plan: PrunePlan = {
  format: 'lamina-prune-plan@1',
  parent: { name: 'parent', graphSha256: '0'.repeat(64), reference: 'org/model', dtype: 'bfloat16', location: '/models/parent' },
  strategy: 'block-influence',
  blocksBefore: 6,
  removed: [0, 3],
  removedAttention: [],
  removedMlp: [],
  kept: [1, 2, 4, 5],
  config: { num_hidden_layers: 4, sliding_window_pattern: null },
  repair: null,
  types: [['ffn', 'Q4_0']],
  notes: ['layer_types now states the kept layers one by one'],
  certificate: { maxLogitDifference: 1e-6, limit: 1e-3, tokens: 32, argmaxEqual: true, passed: true },
};
const whole: PrunePlan = { ...plan, removed: [], kept: [0, 1, 2, 3, 4, 5] };

describe('formatPlan', () => {
  it('prints a passthrough merge with a slice per run of kept blocks', () => {
    const slice = (start: number, end: number, model = 'org/model'): object => ({ sources: [{ model, layer_range: [start, end] }] });
    expect(parse(formatPlan(plan, 'mergekit'))).toEqual({
      slices: [slice(1, 3), slice(4, 6)],
      merge_method: 'passthrough',
      dtype: 'bfloat16',
    });
    expect(parse(formatPlan(whole, 'mergekit', { model: './a: b' })).slices).toEqual([slice(0, 6, './a: b')]);
    const unnamed = { ...plan, parent: { ...plan.parent, reference: null, dtype: null } };
    expect(parse(formatPlan(unnamed, 'mergekit'))).toEqual({
      slices: [slice(1, 3, './parent'), slice(4, 6, './parent')],
      merge_method: 'passthrough',
    });
  });

  it('never names a model of the hub that only has its short name here, and says what to put in its place', () => {
    const local = { ...plan, parent: { ...plan.parent, name: 'lamina-llama-8', reference: null } };
    expect(formatPlan(local, 'mergekit')).toMatch(
      /^# \.\/lamina-llama-8 is a placeholder for a folder with the original weights of lamina-llama-8/,
    );
    expect(formatPlan(plan, 'mergekit')).not.toContain('#');
    const ofHub = { ...local, parent: { ...local.parent, name: 'org/name' } };
    expect(parse(formatPlan(ofHub, 'mergekit')).slices[0].sources[0].model).toBe('org/name');
  });

  it('prints the option of llama-quantize, and nothing where nothing goes', () => {
    expect(formatPlan(plan, 'llama.cpp')).toBe('--prune-layers 0,3\n');
    expect(formatPlan(whole, 'llama.cpp')).toBe('\n');
  });

  it('prints a removed block a line', () => {
    expect(formatPlan(plan, 'drop-list')).toBe('0\n3\n');
    expect(formatPlan(whole, 'drop-list')).toBe('');
  });

  it('prints what changes in config.json, and refuses where there was none', () => {
    expect(JSON.parse(formatPlan(plan, 'hf-config'))).toEqual(plan.config);
    expect(() => formatPlan({ ...plan, config: null }, 'hf-config')).toThrow(/without a config\.json/);
  });

  it('prints a plan that reads as itself', () => {
    expect(parsePrunePlan(formatPlan(plan, 'json'), 'plan.json')).toEqual(plan);
  });

  it.each(PLAN_FORMATS)('ends %s with a line feed', (format) => {
    expect(formatPlan(plan, format).endsWith('\n')).toBe(true);
  });
});

describe('parsePrunePlan', () => {
  it('reads plans that say less', () => {
    const { parent, config, notes, certificate } = parsePrunePlan(
      JSON.stringify({ format: plan.format, blocksBefore: 2, removed: [1], kept: [0], parent: { name: 'm' } }),
      'plan.json',
    );
    expect({ parent, config, notes, certificate }).toEqual({
      parent: { name: 'm', graphSha256: '', reference: null, dtype: null, location: null },
      config: null,
      notes: [],
      certificate: null,
    });
  });

  it.each<[string, unknown]>([
    ['another format', { ...plan, format: 'other' }],
    ['a block in both lists', { ...plan, kept: [0, 1, 2, 4, 5] }],
    ['a block in no list', { ...plan, kept: [1, 2, 4] }],
    ['a block that is not there', { ...plan, removed: [0, 6] }],
    ['a block twice', { ...plan, removed: [0, 0, 3], blocksBefore: 7 }],
    ['indices that are no numbers', { ...plan, removed: ['0', '3'] }],
    ['no blocks', { ...plan, blocksBefore: undefined }],
    ['a list', [plan]],
  ])('refuses %s, naming the file', (_, value) => {
    expect(() => parsePrunePlan(JSON.stringify(value), 'some/plan.json')).toThrow(/some\/plan\.json/);
  });

  it('refuses what is not JSON', () => {
    expect(() => parsePrunePlan('{', 'plan.json')).toThrow(/not valid JSON/);
  });
});

describe('listRuns', () => {
  it.each<[number[], number[][]]>([
    [[], []],
    [[0], [[0, 1]]],
    [[0, 1, 2], [[0, 3]]],
    [
      [1, 3, 4, 7],
      [
        [1, 2],
        [3, 5],
        [7, 8],
      ],
    ],
  ])('of %j', (kept, runs) => {
    expect(listRuns(kept)).toEqual(runs);
  });
});
