import { readdirSync } from 'node:fs';

/** Names of the models in `models/`. */
export function listBundledModels(): readonly string[] {
  return readdirSync('models', { withFileTypes: true })
    .map(({ name }) => name)
    .filter((name) => name.startsWith('lamina-'));
}
