import { z } from 'zod';

const file = z.object({
  /** Relative to the folder of the artefact, with `/`. */
  path: z.string(),
  bytes: z.number(),
  sha256: z.string(),
});

/** A file of a pruned model, as its worker stored it in the database. */
export type StoredArtefactFile = Readonly<z.infer<typeof file>>;

/** Reads the files of a pruning from its row. */
export const storedArtefactFiles = z.array(file);
