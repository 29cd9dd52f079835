import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The training that training.json in a model's folder states; undefined for other models. A model with it knows the language of one source. */
export function readTraining(folder: string): unknown {
  const path = join(folder, 'training.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
