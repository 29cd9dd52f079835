import { describe, expect, it } from '@jest/globals';
import { toJobsHref } from './jobs-params.ts';

describe('toJobsHref', () => {
  it('writes the chosen parameters and leaves out the others', () => {
    expect(toJobsHref({ status: 'failed', models: ['a', 'b'], study: null, after: null })).toBe('/jobs?status=failed&models=a%2Cb');
    expect(toJobsHref({ models: [] })).toBe('/jobs');
  });
});
