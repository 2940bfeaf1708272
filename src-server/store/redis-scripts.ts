/**
 * Keys: the keeper, the term. Arguments: who asks, for how many ms, and the term that it keeps ('' for none). A term is
 * one process' time as keeper: where it was not the last one, another process has kept the state meanwhile.
 * Answers who keeps, the term, and `same`, `new`, or `empty` for a data base that has lost everything.
 */
export const keepScript = `
local keeper = redis.call('GET', KEYS[1])
if keeper and keeper ~= ARGV[1] then return {keeper, '', 'other'} end
local term = redis.call('GET', KEYS[2])
local how = 'same'
if not keeper and term ~= ARGV[3] then
  if not term and ARGV[3] ~= '' then
    how = 'empty'
    term = ARGV[3]
    redis.call('SET', KEYS[2], term)
  else
    how = 'new'
    term = tostring(redis.call('INCR', KEYS[2]))
  end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {ARGV[1], term, how}
`;

/** Keys: the keeper, who is leaving. Arguments: the keeper that is dead. */
export const unseatScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('GET', KEYS[2]) ~= ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;

/** Keys: who is leaving. Arguments: who, and for how many ms that may take. */
export const announceScript = `
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

/** Keys: the keeper. Arguments: who gives it away. */
export const giveAwayScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;

/** Keys: the keeper, then hashes. Arguments: who asks. Answers the hashes, each as names and values in turn, or 0. */
export const readScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local all = {}
for index = 2, #KEYS do all[index - 1] = redis.call('HGETALL', KEYS[index]) end
return all
`;

/**
 * Keys: the keeper, then hashes. Arguments: who writes, then for each change the number of its hash, a name, and the
 * value ('' to remove it). Answers 1, or 0 where another one keeps the state, or nobody does.
 */
export const writeScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for index = 2, #ARGV, 3 do
  local hash = KEYS[tonumber(ARGV[index]) + 1]
  if ARGV[index + 2] == '' then redis.call('HDEL', hash, ARGV[index + 1])
  else redis.call('HSET', hash, ARGV[index + 1], ARGV[index + 2]) end
end
return 1
`;
