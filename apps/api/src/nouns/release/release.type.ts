import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { createConnectionType } from '../../paging/create-connection-type.ts';
import { ReleaseFile } from './release-file.type.ts';

/** A frozen state of the data. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A frozen state of the data, as checksummed files. It never changes, and neither do the measured rows that it holds.',
})
export class Release extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @Field(() => String, { description: 'Its version: send it as the header Lamina-Release to read the data as they were.' })
  readonly version!: string;

  @Field(() => String, { description: 'Title for citations.' })
  readonly title!: string;

  @Field(() => String, { nullable: true, description: 'What it is.' })
  readonly description!: string | null;

  @Field(() => [String], { description: 'Whom to cite.' })
  readonly authors!: readonly string[];

  @Field(() => String, { nullable: true, description: 'Where people find it.' })
  readonly url!: string | null;

  @Field(() => String, { description: 'Version of the API that wrote its files.' })
  readonly apiVersion!: string;

  @Field(() => String, { description: 'SHA-256 of its SHA256SUMS, which lists the digest of every other file.' })
  readonly sha256!: string;

  @Field(() => [ReleaseFile], { description: 'Its files.' })
  readonly files!: readonly ReleaseFile[];

  @Field(() => GraphQLDateTimeISO, { description: 'The cut: measured rows stored until then belong to it.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLDateTimeISO, { description: 'When its files were complete.' })
  readonly publishedAt!: Date;
}

/** A page of releases. */
export const ReleaseConnection = createConnectionType('Release', Release);
