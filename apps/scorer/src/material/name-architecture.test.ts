import { describe, expect, it } from '@jest/globals';
import { nameArchitecture } from './name-architecture.ts';

describe('nameArchitecture', () => {
  it('writes names as people do, and leaves unknown ones alone', () => {
    expect(['llama', 'gpt2', 'opt', 'gemma3_text', 'new_model'].map(nameArchitecture)).toEqual([
      'Llama',
      'GPT-2',
      'OPT',
      'Gemma 3',
      'new_model',
    ]);
  });
});
