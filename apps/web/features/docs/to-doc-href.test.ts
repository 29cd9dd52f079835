import { describe, expect, it } from '@jest/globals';
import { toDocHref } from './to-doc-href.ts';

describe('toDocHref', () => {
  it('leads to the pages of other files', () => {
    expect(toDocHref('metrics.md#retention', 'glossary')).toBe('/docs/metrics#retention');
    expect(toDocHref('../tasks.md', 'how-to/add-a-benchmark')).toBe('/docs/tasks');
    expect(toDocHref('https://arxiv.org/abs/2403.03853', 'metrics')).toBe('https://arxiv.org/abs/2403.03853');
  });

  it('has no page for sources, for decision records and for addresses that run something', () => {
    expect(toDocHref('../packages/metrics/src/bootstrap.ts', 'metrics')).toBeNull();
    expect(toDocHref('decisions/0003-weights.md', 'metrics')).toBeNull();
    expect(toDocHref('javascript:alert(1)', 'metrics')).toBeNull();
  });
});
