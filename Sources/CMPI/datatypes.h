// Derived datatypes. Each constructor has two forms in MPI: counts are `int` in the first, `MPI_Count` in the second,
// which not every implementation has. Which one is called, `large` says; arrays are of the type that goes with it.
#ifndef CMPI_DATATYPES_H
#define CMPI_DATATYPES_H

#if MPI_VERSION >= 4
#define CMPI_LARGE_COUNTS 1
#define CMPI_SIZED(function, ...) (large ? function##_c(__VA_ARGS__) : function(__VA_ARGS__))
#else
#define CMPI_LARGE_COUNTS 0
#define CMPI_SIZED(function, ...) (large ? MPI_ERR_COUNT : function(__VA_ARGS__))
#endif

static inline int cmpi_has_large_counts(void) { return CMPI_LARGE_COUNTS; }

static inline int cmpi_type_contiguous(int large, MPI_Count count, cmpi_datatype type, cmpi_datatype *result) {
  return CMPI_SIZED(MPI_Type_contiguous, count, type.raw, &result->raw);
}
static inline int cmpi_type_vector(
    int large, MPI_Count count, MPI_Count length, MPI_Count stride, cmpi_datatype type, cmpi_datatype *result) {
  return CMPI_SIZED(MPI_Type_vector, count, length, stride, type.raw, &result->raw);
}
static inline int cmpi_type_hvector(
    int large, MPI_Count count, MPI_Count length, MPI_Count stride, cmpi_datatype type, cmpi_datatype *result) {
  return CMPI_SIZED(MPI_Type_create_hvector, count, length, stride, type.raw, &result->raw);
}
static inline int cmpi_type_indexed(
    int large, MPI_Count count, const void *lengths, const void *displacements, cmpi_datatype type,
    cmpi_datatype *result) {
  return CMPI_SIZED(MPI_Type_indexed, count, lengths, displacements, type.raw, &result->raw);
}
static inline int cmpi_type_hindexed(
    int large, MPI_Count count, const void *lengths, const void *displacements, cmpi_datatype type,
    cmpi_datatype *result) {
  return CMPI_SIZED(MPI_Type_create_hindexed, count, lengths, displacements, type.raw, &result->raw);
}
static inline int cmpi_type_indexed_block(
    int large, MPI_Count count, MPI_Count length, const void *displacements, cmpi_datatype type,
    cmpi_datatype *result) {
  return CMPI_SIZED(MPI_Type_create_indexed_block, count, length, displacements, type.raw, &result->raw);
}
static inline int cmpi_type_hindexed_block(
    int large, MPI_Count count, MPI_Count length, const void *displacements, cmpi_datatype type,
    cmpi_datatype *result) {
  return CMPI_SIZED(MPI_Type_create_hindexed_block, count, length, displacements, type.raw, &result->raw);
}
static inline int cmpi_type_struct(
    int large, MPI_Count count, const void *lengths, const void *displacements, const cmpi_datatype *types,
    cmpi_datatype *result) {
  return CMPI_SIZED(MPI_Type_create_struct, count, lengths, displacements, &types->raw, &result->raw);
}
static inline int cmpi_type_subarray(
    int large, int dimensions, const void *sizes, const void *subsizes, const void *starts, int order,
    cmpi_datatype type, cmpi_datatype *result) {
  return CMPI_SIZED(
      MPI_Type_create_subarray, dimensions, sizes, subsizes, starts, order, type.raw, &result->raw);
}
static inline int cmpi_type_darray(
    int large, int size, int rank, int dimensions, const void *sizes, const int *distributions,
    const int *arguments, const int *grid, int order, cmpi_datatype type, cmpi_datatype *result) {
  return CMPI_SIZED(
      MPI_Type_create_darray, size, rank, dimensions, sizes, distributions, arguments, grid, order, type.raw,
      &result->raw);
}

// How many ints, addresses, large counts and datatypes describe a datatype, in this order.
static inline int cmpi_type_get_envelope(cmpi_datatype type, MPI_Count numbers[4], int *combiner) {
#if CMPI_LARGE_COUNTS
  return MPI_Type_get_envelope_c(
      type.raw, &numbers[0], &numbers[1], &numbers[2], &numbers[3], combiner);
#else
  int ints, addresses, types;
  int code = MPI_Type_get_envelope(type.raw, &ints, &addresses, &types, combiner);
  if (code == MPI_SUCCESS) {
    numbers[0] = ints;
    numbers[1] = addresses;
    numbers[2] = 0;
    numbers[3] = types;
  }
  return code;
#endif
}
static inline int cmpi_type_get_contents(
    cmpi_datatype type, const MPI_Count numbers[4], int *ints, MPI_Aint *addresses, MPI_Count *counts,
    cmpi_datatype *types) {
#if CMPI_LARGE_COUNTS
  return MPI_Type_get_contents_c(
      type.raw, numbers[0], numbers[1], numbers[2], numbers[3], ints, addresses, counts, &types->raw);
#else
  (void)counts;
  return MPI_Type_get_contents(
      type.raw, (int)numbers[0], (int)numbers[1], (int)numbers[3], ints, addresses, &types->raw);
#endif
}

// Calls a function when MPI is about to be finalized, by whomever: the attributes of MPI_COMM_SELF are deleted then.
static inline int cmpi_at_finalize(int (*function)(MPI_Comm comm, int key, void *value, void *state)) {
  int key;
  int code = MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, function, &key, NULL);
  if (code == MPI_SUCCESS) code = MPI_Comm_set_attr(MPI_COMM_SELF, key, NULL);
  if (code == MPI_SUCCESS) code = MPI_Comm_free_keyval(&key);
  return code;
}

static inline int cmpi_datatype_equal(cmpi_datatype one, cmpi_datatype other) { return one.raw == other.raw; }

// An enumeration in one implementation, numbers in another.
CMPI_CONSTANT(int, cmpi_combiner_named, MPI_COMBINER_NAMED)
CMPI_CONSTANT(int, cmpi_combiner_dup, MPI_COMBINER_DUP)
CMPI_CONSTANT(int, cmpi_combiner_contiguous, MPI_COMBINER_CONTIGUOUS)
CMPI_CONSTANT(int, cmpi_combiner_vector, MPI_COMBINER_VECTOR)
CMPI_CONSTANT(int, cmpi_combiner_hvector, MPI_COMBINER_HVECTOR)
CMPI_CONSTANT(int, cmpi_combiner_indexed, MPI_COMBINER_INDEXED)
CMPI_CONSTANT(int, cmpi_combiner_hindexed, MPI_COMBINER_HINDEXED)
CMPI_CONSTANT(int, cmpi_combiner_indexed_block, MPI_COMBINER_INDEXED_BLOCK)
CMPI_CONSTANT(int, cmpi_combiner_hindexed_block, MPI_COMBINER_HINDEXED_BLOCK)
CMPI_CONSTANT(int, cmpi_combiner_struct, MPI_COMBINER_STRUCT)
CMPI_CONSTANT(int, cmpi_combiner_subarray, MPI_COMBINER_SUBARRAY)
CMPI_CONSTANT(int, cmpi_combiner_darray, MPI_COMBINER_DARRAY)
CMPI_CONSTANT(int, cmpi_combiner_resized, MPI_COMBINER_RESIZED)
CMPI_CONSTANT(int, cmpi_combiner_f90_real, MPI_COMBINER_F90_REAL)
CMPI_CONSTANT(int, cmpi_combiner_f90_complex, MPI_COMBINER_F90_COMPLEX)
CMPI_CONSTANT(int, cmpi_combiner_f90_integer, MPI_COMBINER_F90_INTEGER)
CMPI_CONSTANT(int, cmpi_order_c, MPI_ORDER_C)
CMPI_CONSTANT(int, cmpi_order_fortran, MPI_ORDER_FORTRAN)
CMPI_CONSTANT(int, cmpi_distribute_block, MPI_DISTRIBUTE_BLOCK)
CMPI_CONSTANT(int, cmpi_distribute_cyclic, MPI_DISTRIBUTE_CYCLIC)
CMPI_CONSTANT(int, cmpi_distribute_none, MPI_DISTRIBUTE_NONE)
CMPI_CONSTANT(int, cmpi_distribute_default, MPI_DISTRIBUTE_DFLT_DARG)

// MPI's own datatypes beside those of Swift's scalars.
CMPI_CONSTANT(cmpi_datatype, cmpi_packed, MPI_PACKED)
CMPI_CONSTANT(cmpi_datatype, cmpi_aint, MPI_AINT)
CMPI_CONSTANT(cmpi_datatype, cmpi_type_count, MPI_COUNT)
CMPI_CONSTANT(cmpi_datatype, cmpi_type_offset, MPI_OFFSET)
CMPI_CONSTANT(cmpi_datatype, cmpi_char, MPI_CHAR)
CMPI_CONSTANT(cmpi_datatype, cmpi_signed_char, MPI_SIGNED_CHAR)
CMPI_CONSTANT(cmpi_datatype, cmpi_unsigned_char, MPI_UNSIGNED_CHAR)
CMPI_CONSTANT(cmpi_datatype, cmpi_wchar, MPI_WCHAR)
CMPI_CONSTANT(cmpi_datatype, cmpi_short, MPI_SHORT)
CMPI_CONSTANT(cmpi_datatype, cmpi_unsigned_short, MPI_UNSIGNED_SHORT)
CMPI_CONSTANT(cmpi_datatype, cmpi_int, MPI_INT)
CMPI_CONSTANT(cmpi_datatype, cmpi_unsigned, MPI_UNSIGNED)
CMPI_CONSTANT(cmpi_datatype, cmpi_long, MPI_LONG)
CMPI_CONSTANT(cmpi_datatype, cmpi_unsigned_long, MPI_UNSIGNED_LONG)
CMPI_CONSTANT(cmpi_datatype, cmpi_long_long, MPI_LONG_LONG)
CMPI_CONSTANT(cmpi_datatype, cmpi_unsigned_long_long, MPI_UNSIGNED_LONG_LONG)
CMPI_CONSTANT(cmpi_datatype, cmpi_long_double, MPI_LONG_DOUBLE)
CMPI_CONSTANT(cmpi_datatype, cmpi_float_complex, MPI_C_FLOAT_COMPLEX)
CMPI_CONSTANT(cmpi_datatype, cmpi_double_complex, MPI_C_DOUBLE_COMPLEX)
CMPI_CONSTANT(cmpi_datatype, cmpi_long_double_complex, MPI_C_LONG_DOUBLE_COMPLEX)
CMPI_CONSTANT(cmpi_datatype, cmpi_short_int, MPI_SHORT_INT)
CMPI_CONSTANT(cmpi_datatype, cmpi_long_double_int, MPI_LONG_DOUBLE_INT)

// A number that no two datatypes have in common.
static inline MPI_Aint cmpi_datatype_bits(cmpi_datatype datatype) { return (MPI_Aint)datatype.raw; }

// Whether a mixture of types can be packed portably: in MPICH it is an illegal instruction.
static inline int cmpi_packs_mixtures(void) { return !cmpi_is_mpich_before(INT_MAX); }

// Whether mixtures of types are gathered and scattered rightly: MPICH's ranks pass bytes on to each other, and of elements
// that are sent as bytes and received as a mixture, or the other way round, it loses those after the first some hundred
// (4.0: scatter; 5.0: gather; both: all between two sides; some of it without an error).
static inline int cmpi_gathers_mixtures(void) { return cmpi_packs_mixtures(); }

// Whether unpacking more than there is is found.
static inline int cmpi_checks_unpacking(void) {
#ifdef OMPI_MAJOR_VERSION
  return 1;
#else
  return 0;
#endif
}

// Packing. Messages longer than an int counts are for implementations with large counts.
static inline int cmpi_pack(
    const void *from, int count, cmpi_datatype type, void *to, MPI_Count size, MPI_Count *position, MPI_Comm comm) {
#if CMPI_LARGE_COUNTS
  return MPI_Pack_c(from, count, type.raw, to, size, position, comm);
#else
  int place = (int)*position;
  int code = MPI_Pack(from, count, type.raw, to, (int)size, &place, comm);
  *position = place;
  return code;
#endif
}
static inline int cmpi_unpack(
    const void *from, MPI_Count size, MPI_Count *position, void *to, int count, cmpi_datatype type, MPI_Comm comm) {
#if CMPI_LARGE_COUNTS
  return MPI_Unpack_c(from, size, position, to, count, type.raw, comm);
#else
  int place = (int)*position;
  int code = MPI_Unpack(from, (int)size, &place, to, count, type.raw, comm);
  *position = place;
  return code;
#endif
}

static inline int cmpi_type_get_value_index(MPI_Datatype value, MPI_Datatype index, MPI_Datatype *pair) {
#if CMPI_HAS_MPI_4_1
  return MPI_Type_get_value_index(value, index, pair);
#else
  (void)value, (void)index, (void)pair;
  return CMPI_UNAVAILABLE;
#endif
}

#endif
