import { describe, expect, it } from '@jest/globals';
import { JOB_DEFINITIONS, parseJob } from './job-definitions.ts';

const payload = { revisionId: '0199c0de-0000-7000-8000-000000000000', precision: 'int8' };

describe('the kinds of jobs', () => {
  it('are called in the API as they are stored, in capitals', () => {
    for (const [name, { kind }] of Object.entries(JOB_DEFINITIONS)) expect(kind.toUpperCase().replaceAll('-', '_')).toBe(name);
  });

  it('have a payload that is checked as it is read', () => {
    expect(parseJob({ kind: 'quantize-model', version: 1, payload: { ...payload, more: 1 } })).toEqual({ kind: 'quantize-model', payload });
  });

  it.each([
    [{ kind: 'paint-model', version: 1, payload }, /does not know the job kind "paint-model"; update the worker/],
    [{ kind: 'quantize-model', version: 2, payload }, /quantize-model jobs of version 1, not 2; update the worker/],
    [
      { kind: 'quantize-model', version: 1, payload: { ...payload, precision: 'int3' } },
      /the payload of a quantize-model job is wrong.*precision/s,
    ],
  ])('refuses what a worker of this version cannot do: %j', (job, message) => {
    expect(() => parseJob(job)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) }));
  });
});
