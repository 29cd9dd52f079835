import type { ModelFile } from '@lamina/model-store';
import { z } from 'zod';

/** Reads the files of a pruning from its row, as its worker stored them. */
export const storedArtefactFiles: z.ZodType<readonly ModelFile[]> = z.array(
  z.object({ path: z.string(), bytes: z.number(), sha256: z.string() }),
);
