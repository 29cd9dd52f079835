import { GraphQLJSON } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';

/** What must agree before two numbers are compared. */
@ObjectType({ simpleResolvers: true, description: 'Everything that must agree before two numbers are compared.' })
export class ComparabilityKey {
  @Field(() => String, { description: 'SHA-256 over the facts: equal digests are comparable.' })
  readonly digest!: string;

  @Field(() => GraphQLJSON, { description: 'The facts: name → value.' })
  readonly facts!: unknown;
}
