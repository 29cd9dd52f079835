import { describe, expect, it } from '@jest/globals';
import { listMetrics, METRICS } from './compare-params.ts';

const RUN = { id: 'run' };

describe('listMetrics', () => {
  it('offers the influence of sublayers if every model has it', () => {
    const both = { attentionRun: RUN, mlpRun: RUN };
    expect(listMetrics([both, both])).toEqual(METRICS);
    expect(METRICS).toEqual(expect.arrayContaining(['attention-influence', 'mlp-influence']));
  });

  it('leaves out exactly the benchmarks that one model lacks', () => {
    const whole = { attentionRun: null, mlpRun: null };
    const attentionOnly = { attentionRun: RUN, mlpRun: null };
    expect(listMetrics([attentionOnly])).toEqual(METRICS.filter((metric) => metric !== 'mlp-influence'));
    expect(listMetrics([attentionOnly, whole])).toEqual(['block-influence', 'block-influence-final-norm', 'relative-magnitude']);
  });
});
