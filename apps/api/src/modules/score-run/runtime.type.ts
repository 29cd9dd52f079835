import { Field, Int, ObjectType } from 'type-graphql';

/** What computed a number. */
@ObjectType({ simpleResolvers: true, description: 'What computed a number.' })
export class Runtime {
  @Field(() => String, { description: "Execution provider, as 'cpu' or 'cuda'." })
  readonly provider!: string;

  @Field(() => String, { description: 'Version of ONNX Runtime.' })
  readonly version!: string;

  @Field(() => Int, { description: 'Threads it was given.' })
  readonly threads!: number;

  @Field(() => String, { description: 'Number format of the computation.' })
  readonly precision!: string;
}
