import { Field, ObjectType } from 'type-graphql';

/** A pruned model on disk. */
@ObjectType({ simpleResolvers: true, description: 'A pruned model that was written.' })
export class PruningArtefact {
  @Field(() => String, { description: 'SHA-256 of the pruned graph.' })
  readonly sha256!: string;
}
