// What libsvm's functions take, from version 3.0 on. The library is loaded when it is first needed, so
// nothing is linked and its own header is not needed.
#ifndef LASTBIT_LIBSVM_H
#define LASTBIT_LIBSVM_H

// A feature: index −1 ends a row. For kernels that are given, index 0 holds the number of the row.
typedef struct {
  int index;
  double value;
} lastbit_svm_node;

typedef struct {
  int count;
  double *targets;
  lastbit_svm_node **rows;
} lastbit_svm_problem;

typedef struct {
  int type;    // 3: regression with an insensitive zone
  int kernel;  // 2: radial basis functions, 4: given
  int degree;
  double gamma;
  double constant;
  double cache;  // megabytes
  double tolerance;
  double cost;
  int weight_count;
  int *weight_labels;
  double *weights;
  double nu;
  double zone;
  int shrinking;
  int probability;
} lastbit_svm_parameter;

// The beginning of a model, which all versions share.
typedef struct {
  lastbit_svm_parameter parameter;
  int classes;
  int vectors;
  lastbit_svm_node **support;
  double **coefficients;
  double *offsets;
} lastbit_svm_model;

#endif
