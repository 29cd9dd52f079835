import { parentPort, workerData } from 'node:worker_threads';
import { digestFile } from '@lamina/models';

/** The thread that digests files. It gets their paths and answers with their SHA-256 in hex, in the same order. */
const digests: string[] = [];
for (const path of workerData as readonly string[]) digests.push(await digestFile(path));
parentPort?.postMessage(digests);
