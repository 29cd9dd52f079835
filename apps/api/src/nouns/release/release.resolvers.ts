import { printBibtex, printCff } from '@lamina/database';
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery } from '../../data/relations.ts';
import { requestLife } from '../../data/request-life.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, outputType } from '../../paging/field.ts';
import { PublishReleaseInput } from './publish-release.input.ts';
import { RELEASES } from './release.list.ts';
import type { ReleaseContext } from './release.service.ts';
import { Release } from './release.type.ts';

@outputType('The release.')
class PublishReleasePayload {
  @field(Release, 'The release with all its files.') readonly release!: Release;
  @field(Boolean, 'False if an earlier request with the same idempotencyKey published it.') readonly isNew!: boolean;
}

export const CitationFormat = defineEnum('CitationFormat', 'Format of a citation.', {
  BIBTEX: 'A BibTeX entry.',
  CFF: 'A CITATION.cff, Citation File Format 1.2.0.',
});
export type CitationFormat = ValueOf<typeof CitationFormat>;

/** The Release type, its list, and what publishes releases. */
@Resolver(() => Release)
class ReleaseResolver {
  @Query(() => Release, {
    nullable: true,
    description:
      'The release with this version. Without a version: the release in the header Lamina-Release, otherwise the newest. Null if there is none.',
  })
  async dataRelease(
    @Arg('version', () => String, { nullable: true, description: 'Version of a release.' }) version: string | null | undefined,
    @Ctx() { reader, release, releases }: RequestContext & ReleaseContext,
  ): Promise<Release | null> {
    const wanted = version ?? release?.version ?? releases.newestVersion;
    if (wanted === null) return null;
    const { nodes } = await reader.listPage(RELEASES, { first: 1, filter: { versions: [wanted] } });
    return nodes[0] ?? null;
  }

  @FieldResolver(() => String, { description: 'Citation.' })
  citation(
    @Root() { createdAt, ...release }: Release,
    @Arg('format', () => CitationFormat, { nullable: true, defaultValue: CitationFormat.BIBTEX, description: 'Format.' })
    format: CitationFormat | null,
  ): string {
    const facts = { ...release, cut: createdAt };
    return format === CitationFormat.CFF ? printCff(facts) : printBibtex(facts);
  }

  @Mutation(() => PublishReleasePayload, {
    description:
      'Freezes all measurements up to now and writes the release files. This may take longer than the usual request deadline, which does not apply here. If the connection is lost, ask again with the same idempotencyKey. Needs the scope ADMIN.',
  })
  async publishRelease(
    @Arg('input', () => PublishReleaseInput, { description: 'The release.' }) input: PublishReleaseInput,
    @Ctx() context: RequestContext & ReleaseContext,
  ): Promise<PublishReleasePayload> {
    const { name } = checkScope(context, ApiTokenScope.ADMIN);
    // After a timeout the caller would see an error although the release is published. So there is no deadline.
    requestLife.getStore()?.liftDeadline();
    const { id, isNew } = await context.releases.publishRelease(input, name);
    return { release: await context.reader.getByKey(RELEASES, id), isNew };
  }
}

/** Fields of releases. */
export const RELEASE_RESOLVERS = [ReleaseResolver, listQuery(RELEASES, 'releases', 'Releases of the data.')];
