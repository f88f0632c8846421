/** Methods of Type and of what describes members. */
export const reflectionMethods: ReadonlySet<string> = new Set(
  `
  GetConstructor GetConstructors GetCustomAttribute GetCustomAttributes GetEvent GetEvents GetField GetFields
  GetGenericArguments GetGenericTypeDefinition GetInterface GetInterfaces GetMember GetMembers GetMethod GetMethods
  GetParameters GetProperties GetProperty GetValue IsAssignableFrom IsAssignableTo IsDefined IsInstanceOfType
  IsSubclassOf MakeGenericMethod MakeGenericType SetValue
`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

/** Methods of LINQ: of System.Linq.Enumerable and Queryable. */
export const queryMethods: ReadonlySet<string> = new Set(
  `
  Aggregate AggregateBy All Any Append AsEnumerable AsParallel AsQueryable Average Cast Chunk Concat Contains Count
  CountBy DefaultIfEmpty Distinct DistinctBy ElementAt ElementAtOrDefault Except ExceptBy First FirstOrDefault GroupBy
  GroupJoin Index Intersect IntersectBy Join Last LastOrDefault LongCount Max MaxBy Min MinBy OfType Order OrderBy
  OrderByDescending OrderDescending Prepend Reverse Select SelectMany SequenceEqual Shuffle Single SingleOrDefault Skip
  SkipLast SkipWhile Sum Take TakeLast TakeWhile ThenBy ThenByDescending ToArray ToDictionary ToHashSet ToList ToLookup
  TryGetNonEnumeratedCount Union UnionBy Where Zip
`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

/**
 * Methods that values of the framework have: those of LINQ and of the most used classes. A call of such a name says
 * nothing about an extension of the repository.
 */
export const frameworkMethods: ReadonlySet<string> = new Set(
  `
  Add AddRange AsReadOnly BinarySearch Clear Clone ContainsKey ContainsValue ConvertAll CopyTo Dequeue Enqueue Exists
  Find FindAll FindIndex FindLast FindLastIndex ForEach GetEnumerator GetRange IndexOf Insert InsertRange LastIndexOf
  Peek Pop Push Remove RemoveAll RemoveAt RemoveRange Sort TrimExcess TrueForAll TryAdd TryDequeue TryGetValue TryPeek
  TryPop TryUpdate GetOrAdd AddOrUpdate UnionWith ExceptWith IntersectWith

  Compare CompareTo EndsWith Equals Format GetHashCode GetType Normalize PadLeft PadRight Replace Split StartsWith
  Substring ToCharArray ToLower ToLowerInvariant ToString ToUpper ToUpperInvariant Trim TrimEnd TrimStart AppendFormat
  AppendLine

  BeginInvoke Cancel ConfigureAwait ContinueWith DynamicInvoke EndInvoke GetAwaiter GetResult Invoke Post Release Reset
  RunSynchronously Send Set SetException SetResult Start Stop TrySetCanceled TrySetException TrySetResult Wait WaitAsync

  Close CopyToAsync Dispose DisposeAsync Flush FlushAsync Read ReadAsync ReadByte ReadLine ReadLineAsync ReadToEnd
  ReadToEndAsync Seek SetLength Write WriteAsync WriteByte WriteLine WriteLineAsync

  AddDays AddHours AddMilliseconds AddMinutes AddMonths AddSeconds AddTicks AddYears Subtract ToLocalTime
  ToUniversalTime ToUnixTimeSeconds
`
    .split(/\s+/)
    .filter((name) => name !== "")
    .concat([...queryMethods, ...reflectionMethods]),
);
