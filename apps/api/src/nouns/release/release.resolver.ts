import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { requestLife } from '../../data/request-life.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { printBibtex } from './citation/print-bibtex.ts';
import { printCff } from './citation/print-cff.ts';
import { CitationFormat } from './citation-format.ts';
import { PublishReleaseInput } from './publish-release.input.ts';
import { PublishReleasePayload } from './publish-release.payload.ts';
import { Release, ReleaseConnection } from './release.type.ts';
import { ReleaseListArgs } from './release-list.args.ts';

/** The Release type, its list, and what publishes releases. */
@Resolver(() => Release)
export class ReleaseResolver {
  @Query(() => ReleaseConnection, { description: 'Releases of the data.' })
  releases(@Args(() => ReleaseListArgs) args: ReleaseListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<Release>> {
    return reader.listPage('Release', args);
  }

  @Query(() => Release, {
    nullable: true,
    description:
      'The release with this version; without one the release that the reply is of: the one in the header Lamina-Release, else the newest. Null when there is none.',
  })
  async dataRelease(
    @Arg('version', () => String, { nullable: true, description: 'Version of a release.' }) version: string | null | undefined,
    @Ctx() { reader, release, releases }: RequestContext,
  ): Promise<Release | null> {
    const wanted = version ?? release?.version ?? releases.newestVersion;
    if (wanted === null) return null;
    const { nodes } = await reader.listPage('Release', { first: 1, filter: { versions: [wanted] } });
    return nodes[0] ?? null;
  }

  @FieldResolver(() => String, { description: 'How to cite it.' })
  citation(
    @Root() { createdAt, ...release }: Release,
    @Arg('format', () => CitationFormat, { nullable: true, defaultValue: CitationFormat.BIBTEX, description: 'How it is written.' })
    format: CitationFormat | null,
  ): string {
    const facts = { ...release, cut: createdAt };
    return format === CitationFormat.CFF ? printCff(facts) : printBibtex(facts);
  }

  @Mutation(() => PublishReleasePayload, {
    description:
      'Freezes everything that is measured so far and writes its files. Takes as long as writing them takes: the deadline of requests does not hold. Who hangs up asks again with the same idempotencyKey. Needs the scope ADMIN.',
  })
  async publishRelease(
    @Arg('input', () => PublishReleaseInput, { description: 'The release.' }) input: PublishReleaseInput,
    @Ctx() context: RequestContext,
  ): Promise<PublishReleasePayload> {
    const { name } = checkScope(context, ApiTokenScope.ADMIN);
    // A refusal half-way would be untrue: the release appears all the same.
    requestLife.getStore()?.liftDeadline();
    const { id, isNew } = await context.releases.publishRelease(input, name);
    return { release: await context.reader.getByKey('Release', id), isNew };
  }
}
