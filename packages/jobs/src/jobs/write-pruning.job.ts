import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';

/** Writes the model of a stored pruning, with its repair, for download. */
export const WRITE_PRUNING = {
  kind: 'write-pruning',
  version: 1,
  verb: 'write a pruning of',
  description: 'Writes the model of a stored pruning, with its repair, for download.',
  payload: z.object({ pruningId: z.uuid() }),
} as const satisfies JobDefinition;

export type WritePruningPayload = z.output<typeof WRITE_PRUNING.payload>;
