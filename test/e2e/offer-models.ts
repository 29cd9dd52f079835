import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHubFolder, startTestHub } from '@lamina/test-utils/hub';

/** A model of the test hub, and one in a folder of the scorer: neither is registered at the start. */
export const HUB_MODEL = 'people/small-decoder';
export const FOLDER_MODEL = 'a-decoder-of-mine';

/** Models that users may register, and the variables that give the scorer their locations. */
export interface OfferedModels {
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts a hub on this machine with one model, and copies another model into a folder. */
export async function offerModels(): Promise<OfferedModels> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-e2e-models-'));
  cpSync('models/lamina-llama-8-seed-2', join(folder, FOLDER_MODEL), { recursive: true });
  const hub = await startTestHub({ models: { [HUB_MODEL]: readHubFolder('models/lamina-llama-8-seed-3') } });
  return {
    environment: { HF_ENDPOINT: hub.endpoint, LAMINA_MODEL_DIRS: folder },
    close: async () => {
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
