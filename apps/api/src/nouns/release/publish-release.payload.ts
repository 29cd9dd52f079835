import { Field, ObjectType } from 'type-graphql';
import { Release } from './release.type.ts';

/** What publishRelease answers. */
@ObjectType({ simpleResolvers: true, description: 'The release.' })
export class PublishReleasePayload {
  @Field(() => Release, { description: 'The release, its files complete.' })
  readonly release!: Release;

  @Field(() => Boolean, { description: 'False when an earlier request with the same idempotencyKey had published it.' })
  readonly isNew!: boolean;
}
