import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const RemovalAxis = defineEnum('RemovalAxis', 'What a removed share refers to.', {
  BLOCKS: 'Layers: 2 of 8 layers are a quarter, independent of their size.',
  PARAMETERS: 'Parameters, including those outside the layers. Models with few or small layers lose more layers at the same share.',
});
export type RemovalAxis = ValueOf<typeof RemovalAxis>;
