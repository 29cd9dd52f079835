import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const ExecutionProvider = defineEnum('ExecutionProvider', 'Execution provider that runs models.', {
  CUDA: ['cuda', 'An NVIDIA GPU.'],
  WEBGPU: ['webgpu', 'Any GPU with Vulkan, Metal or Direct3D.'],
  CPU: ['cpu', 'The processor.'],
});
export type ExecutionProvider = ValueOf<typeof ExecutionProvider>;
