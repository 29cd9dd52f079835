import { field, inputType, nullable } from '../../paging/field.ts';

@inputType('A release to publish: all measurements up to now.')
export class PublishReleaseInput {
  @field(String, 'Its version; it must be new. Letters, digits, "." and "-", for example 2026.11 or 1.0.0.') readonly version!: string;
  @nullable(String, 'Title for citations, 1 to 200 characters.', { defaultValue: 'Lamina data' }) readonly title?: string | null;
  @nullable(String, 'Description, up to 5000 characters.') readonly description?: string | null;
  @nullable([String], 'Authors for the citation, up to 50 names.') readonly authors?: readonly string[] | null;
  @nullable(String, 'Public address (http or https).') readonly url?: string | null;
  @nullable(
    String,
    'Licence of the rows that were measured here: an SPDX identifier, such as CC-BY-4.0. Rows of other sources keep their own.',
  )
  readonly licence?: string | null;
  @nullable(Boolean, "Whether it includes the models' answers to every document. This is by far the largest table.", {
    defaultValue: false,
  })
  readonly includeSamples?: boolean | null;
  @nullable(String, 'A key that you choose, up to 200 characters. A second request with the same key returns the release of the first.')
  readonly idempotencyKey?: string | null;
}
