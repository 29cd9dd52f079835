import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Checks } from '../e2e/checks.ts';
import { postOperation } from '../e2e/post-operation.ts';

const FILES = '{ prunings(filter: { strategies: [BLOCK_INFLUENCE] }) { nodes { artefact { files { path sha256 download } } } } }';

interface File {
  readonly path: string;
  readonly sha256: string;
  readonly download: string;
}
interface Prunings {
  readonly prunings: { readonly nodes: readonly { readonly artefact: { readonly files: readonly File[] } | null }[] };
}

/** Downloads a pruned model from an API process that shares the data folder of the workers, and from one that does not. */
export async function checkDownloads(checks: Checks, sharing: string, apart: string): Promise<void> {
  const { prunings } = await postOperation<Prunings>(sharing, FILES);
  const files = prunings.nodes.find(({ artefact }) => artefact !== null)?.artefact?.files ?? [];
  await checks.check('an API process that shares the folder of the workers sends a pruned model', async () => {
    assert.ok(files.some(({ path }) => path === 'onnx/model.onnx'));
    for (const { path, sha256, download } of files) {
      const response = await fetch(new URL(download, sharing));
      const bytes = Buffer.from(await response.arrayBuffer());
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, path);
    }
  });
  await checks.check('an API process that does not share it says so', async () => {
    for (const { download } of files) {
      const response = await fetch(new URL(download, apart));
      assert.equal(response.status, 404);
      assert.match(await response.text(), /The model store of this server does not have the file.*LAMINA_DATA_DIR: share that folder/);
    }
  });
}
