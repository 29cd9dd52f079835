import type { Database } from '../create-database.ts';

/** Short name of the model that is called like a folder, or that has a revision with files in it; null if there is none. */
export async function findModelOfFolder({ prisma }: Database, folder: string): Promise<string | null> {
  const isInFolder = { OR: [{ location: folder }, { location: { startsWith: `${folder}:` } }] };
  const model = await prisma.model.findFirst({
    where: { OR: [{ slug: folder }, { revisions: { some: isInFolder } }] },
    select: { slug: true },
  });
  return model?.slug ?? null;
}
