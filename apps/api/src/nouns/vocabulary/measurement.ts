import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const BosPolicy = defineEnum('BosPolicy', 'When a window starts with a beginning-of-sequence token.', {
  AUTO: ['auto', "As the model's tokenizer decides."],
  ALWAYS: ['always', 'In every window.'],
  NEVER: ['never', 'In no window.'],
});
export type BosPolicy = ValueOf<typeof BosPolicy>;

export const ExecutionProvider = defineEnum('ExecutionProvider', 'Execution provider that runs models.', {
  CUDA: ['cuda', 'An NVIDIA GPU.'],
  WEBGPU: ['webgpu', 'Any GPU with Vulkan, Metal or Direct3D.'],
  CPU: ['cpu', 'The processor.'],
});
export type ExecutionProvider = ValueOf<typeof ExecutionProvider>;

export const VerificationState = defineEnum('VerificationState', 'Whether a number was measured here, or imported and checked.', {
  MEASURED: 'Measured by a scorer of this platform.',
  SELF_REPORTED: 'Imported; this platform has no measurement to compare with.',
  CONFIRMED: "Imported, and inside the 95 % interval of this platform's own measurement.",
  CONTRADICTED: "Imported, and outside the 95 % interval of this platform's own measurement.",
});
export type VerificationState = ValueOf<typeof VerificationState>;
