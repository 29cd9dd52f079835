import { Field, InputType } from 'type-graphql';

/** A release to publish. */
@InputType({ description: 'A release to publish: everything that is measured so far, frozen.' })
export class PublishReleaseInput {
  @Field(() => String, { description: 'Its version, which no release has: letters, digits, "." and "-", as 2026.11 or 1.0.0.' })
  readonly version!: string;

  @Field(() => String, { nullable: true, defaultValue: 'Lamina data', description: 'Title for citations, 1 to 200 characters.' })
  readonly title?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is, up to 5000 characters.' })
  readonly description?: string | null;

  @Field(() => [String], { nullable: true, description: 'Whom to cite, up to 50 names.' })
  readonly authors?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Where people find it: an http(s) address.' })
  readonly url?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether it also holds what models answered, document by document: by far the largest table.',
  })
  readonly includeSamples?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Key of your own, up to 200 characters: a second request with the same key answers with the release of the first.',
  })
  readonly idempotencyKey?: string | null;
}
