import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { evaluatePredictions, predictProfile, readModelShape, SCHEMES } from '@lamina/metrics';
import { readPublishedLayers } from './published-layers.ts';

const models = readPublishedLayers(join(import.meta.dirname, '../../../models/published/layers'));
const profiles = models.flatMap(({ profile }) => profile ?? []);
/** Numbers that numpy and scipy computed: fixtures/make_predictions.py. */
const GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/predictions.json'), 'utf8'));

describe('predictions of published profiles', () => {
  it('are those of numpy and scipy, for every model and scheme', () => {
    const { models: scores, medians } = evaluatePredictions(profiles);
    expect(Object.keys(scores).sort()).toEqual(Object.keys(GOLDEN.models).sort());
    for (const [name, ofModel] of Object.entries(scores))
      for (const scheme of SCHEMES) {
        const { neighbour, hits, spearman, spearmanInner } = ofModel[scheme];
        const golden = GOLDEN.models[name][scheme];
        expect({ name, scheme, neighbour, hits }).toEqual({ name, scheme, neighbour: golden.neighbour, hits: golden.hits });
        expect(spearman).toBeCloseTo(golden.spearman, 12);
        expect(spearmanInner).toBeCloseTo(golden.spearmanInner, 12);
      }
    for (const scheme of SCHEMES) expect(medians[scheme].spearman).toBeCloseTo(GOLDEN.medians[scheme].spearman, 12);
  });

  it('of a sibling are read from its nearest relative, and of another generation are not known', () => {
    const sibling = readModelShape(
      { model_type: 'qwen3_5', text_config: { model_type: 'qwen3_5_text', num_hidden_layers: 64, hidden_size: 5120 } },
      'new',
    );
    const { relation, sensitivity, leaveOneOut } = predictProfile(sibling, profiles);
    expect(relation).toBe('same shape');
    expect(sensitivity).toHaveLength(64);
    expect(leaveOneOut.map(({ relation: ofOther }) => ofOther)).toEqual(leaveOneOut.map(() => 'same shape'));
    const stranger = readModelShape({ model_type: 'llama', num_hidden_layers: 32, hidden_size: 4096 }, 'other');
    expect(predictProfile(stranger, profiles)).toMatchObject({ relation: 'other maker', sensitivity: null });
  });

  it('need the number of layers', () => {
    expect(() => readModelShape({ model_type: 'qwen3' }, 'a')).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('num_hidden_layers') }),
    );
  });
});
