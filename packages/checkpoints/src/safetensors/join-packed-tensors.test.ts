import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import type { StoredTensor, StoredType } from '../checkpoint.ts';
import { joinPackedTensors } from './join-packed-tensors.ts';

function tensor(name: string, type: StoredType, dims: readonly number[], offset = 0): [string, StoredTensor] {
  const sizeBytes = dims.reduce((product, extent) => product * extent, type === 'BF16' ? 2 : 1);
  return [name, { name, type, dims, file: 'model.safetensors', offset, sizeBytes }];
}

const NORM = tensor('norm.weight', 'BF16', [64]);
const BLOCKS = tensor('experts.down_proj_blocks', 'U8', [4, 48, 2, 16], 128);

describe('packed weights of gpt-oss', () => {
  it('become one tensor each, of 32 values per scale, that knows where its scales lie', () => {
    const joined = joinPackedTensors(new Map([NORM, BLOCKS, tensor('experts.down_proj_scales', 'U8', [4, 48, 2], 9000)]));
    expect([...(joined?.keys() ?? [])]).toEqual(['norm.weight', 'experts.down_proj']);
    expect(joined?.get('experts.down_proj')).toMatchObject({
      type: 'MXFP4_PACKED',
      dims: [4, 48, 64],
      offset: 128,
      sizeBytes: 6144,
      scales: { offset: 9000, sizeBytes: 384 },
    });
  });

  it('are told from checkpoints that pack nothing', () => {
    expect(joinPackedTensors(new Map([NORM]))).toBeUndefined();
  });

  it.each([
    ['are missing', []],
    ['have another shape', [tensor('experts.down_proj_scales', 'U8', [4, 48, 3])]],
    ['are of another type', [tensor('experts.down_proj_scales', 'BF16', [4, 48, 2])]],
  ])('are refused where scales %s', (_, scales) => {
    const join = (): unknown => joinPackedTensors(new Map([NORM, BLOCKS, ...scales]));
    expect(join).toThrow(AppError);
    expect(join).toThrow(/experts\.down_proj_blocks of model\.safetensors .*experts\.down_proj_scales is expected as U8 \[4, 48, 2\]/);
  });
});
