import type { Database } from '../connection/create-database.ts';

const DIGESTS = { digest: 'd', graphSha256: 'g', weightsSha256: 'w' };
const SHAPE = { normPlacement: 'pre', precision: 'fp32', exporter: 'e', opset: 17, hiddenSize: 1, parameterCount: 1 };

/** Stores a model with one revision of so many blocks, and returns the id of the revision. */
export async function storeRevision({ prisma }: Database, blockCount: number): Promise<string> {
  const { id: familyId } = await prisma.modelFamily.create({ data: { slug: 'f', name: 'f' } });
  const { id: modelId } = await prisma.model.create({ data: { slug: 'm', name: 'm', source: 'folder', familyId } });
  const { id } = await prisma.modelRevision.create({ data: { modelId, location: '', blockCount, ...DIGESTS, ...SHAPE } });
  return id;
}
