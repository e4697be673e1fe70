import { expect, test } from 'vitest';
import { NewNames, slugIn, slugOf } from '../../../src/recover/plan/new-name';

const now = new Date('2025-06-01T12:00:00.500Z');

test('the time of the run, each later than the one before', () => {
  const names = new NewNames(now, ['20250101000000_init']);
  expect([names.next('a'), names.next('a')]).toEqual(['20250601120000_a', '20250601120001_a']);
});

test('later than a folder from the future', () => {
  expect(new NewNames(now, ['20250601235959_late', '0_init']).next('a')).toBe('20250602000000_a');
});

test('folders without a time do not count, and impossible times do no harm', () => {
  expect(new NewNames(now, ['init', '99999999999999_x']).next('a')).toBe('20250601120000_a');
});

test('slugs', () => {
  expect([slugOf('UserProfile.phoneNo'), slugOf('…'), slugIn('20250101000000_add_user')]).toEqual([
    'user_profile_phone_no',
    'change',
    'add_user',
  ]);
});
