import { registerEnumType } from 'type-graphql';

/** What models run on. */
export const ExecutionProvider = { CUDA: 'cuda', WEBGPU: 'webgpu', CPU: 'cpu' } as const;
export type ExecutionProvider = (typeof ExecutionProvider)[keyof typeof ExecutionProvider];

registerEnumType(ExecutionProvider, {
  name: 'ExecutionProvider',
  description: 'What models run on.',
  valuesConfig: {
    CUDA: { description: 'An NVIDIA GPU.' },
    WEBGPU: { description: 'Any GPU with Vulkan, Metal or Direct3D.' },
    CPU: { description: 'The processor.' },
  },
});
