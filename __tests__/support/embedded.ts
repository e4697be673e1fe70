import { type BootOptions, bootEmbedded, type EmbeddedInstance } from '../../src/gather/scratch/embedded';

/** An embedded server and its superuser, who is called `postgres`. */
export async function bootSuperuser(options?: BootOptions): Promise<EmbeddedInstance> {
  const instance = await bootEmbedded(options);
  await instance.beSuperuser();
  return instance;
}
export type { EmbeddedInstance } from '../../src/gather/scratch/embedded';
