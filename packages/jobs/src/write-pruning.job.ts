import { z } from 'zod';
import type { JobDefinition } from './job-definition.ts';

const payload = z.object({
  pruningId: z.uuid(),
});

/** Writes the model of a stored pruning, with its repair, for download. */
export const WRITE_PRUNING = {
  kind: 'write-pruning',
  version: 1,
  verb: 'write a pruning of',
  description: 'Writes the model of a stored pruning, with its repair, for download.',
  payload,
} as const satisfies JobDefinition;

export type WritePruningPayload = z.output<typeof payload>;
