import { describe, expect, it } from '@jest/globals';
import { toEnumName, toKebabName } from './enum-name.ts';
import { nameInId } from './name-in-id.ts';

describe('names of metrics and enums', () => {
  it('turn into values of the API and back', () => {
    const value: 'LEAVE_ONE_OUT_LOSS' = toEnumName('leave-one-out-loss');
    const name: 'leave-one-out-loss' = toKebabName(value);
    expect([value, name]).toEqual(['LEAVE_ONE_OUT_LOSS', 'leave-one-out-loss']);
    expect([toEnumName('cuda'), toKebabName('CUDA')]).toEqual(['CUDA', 'cuda']);
  });

  it('are read from the id of a definition, which has a version', () => {
    const name: 'block-influence' = nameInId('block-influence@1');
    expect(name).toBe('block-influence');
  });
});
