import { describe, expect, it } from '@jest/globals';
import { toJobsHref } from './to-jobs-href.ts';

describe('toJobsHref', () => {
  it('writes what is chosen and leaves out the rest', () => {
    expect(toJobsHref({ status: 'failed', models: ['a', 'b'], study: null, after: null })).toBe('/jobs?status=failed&models=a%2Cb');
    expect(toJobsHref({ models: [] })).toBe('/jobs');
  });
});
